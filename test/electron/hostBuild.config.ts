// The host's own sources, and a window of the tests', for a real Electron in the tests. HOST_BUILD=old: for Electron 9 (Node 12,
// Chromium 83) into out-old; HOST_BUILD=new: with the targets of the normal build, into out-electron-test.
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const at = (path: string) => resolve(import.meta.dirname, '../..', path)
const isOld = process.env['HOST_BUILD'] === 'old'
const outFolder = at(isOld ? 'out-old' : 'out-electron-test')
const nodeTarget = isOld ? 'node12' : 'node24'
const windowTarget = isOld ? 'chrome83' : 'chrome140'

/** Node 12 knows its modules by their old names only. */
const plainNodeNames: Plugin = {
  name: 'plain-node-names',
  renderChunk: (code) => code.replace(/require\("node:/g, 'require("'),
}

// eslint-disable-next-line no-restricted-syntax -- electron-vite takes the default export
export default defineConfig({
  main: {
    plugins: [plainNodeNames],
    build: {
      outDir: resolve(outFolder, 'main'),
      target: nodeTarget,
      minify: false,
      rolldownOptions: {
        input: { electron: at('src-main/hosts/electron/main.ts') },
        output: isOld
          ? { format: 'cjs', entryFileNames: '[name].cjs' }
          : { format: 'es', entryFileNames: '[name].mjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(outFolder, 'preload'),
      target: nodeTarget,
      rolldownOptions: {
        input: { index: at('src-main/hosts/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('test/electron/window'),
    base: './',
    plugins: [vue()],
    worker: { format: 'es' },
    resolve: { alias: { xmlbuilder2: at('src-renderer/viewer/noXmlBuilder.ts') } },
    build: {
      outDir: resolve(outFolder, 'renderer'),
      emptyOutDir: true,
      target: windowTarget,
      cssTarget: windowTarget,
      chunkSizeWarningLimit: 6000,
      rolldownOptions: { input: { index: at('test/electron/window/index.html') } },
    },
  },
})
