import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import vuetify from 'vite-plugin-vuetify'

const at = (path: string) => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      rolldownOptions: {
        input: {
          cli: at('src-main/hosts/cli/main.ts'),
          server: at('src-main/hosts/server/main.ts'),
          electron: at('src-main/hosts/electron/main.ts'),
          engine: at('src-main/hosts/electron/engineProcess.ts'),
          morphologicalContourWorker: at('src-main/compute/propagators/morphologicalContourWorker.ts'),
          cpuWorker: at('src-main/workers/cpuWorker.ts'),
          deviceProbe: at('src-main/compute/deviceProbe/main.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node24',
      rolldownOptions: {
        input: { index: at('src-main/hosts/preload/index.ts') },
        // The window is sandboxed: its preload script must be one file, and CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    base: './',
    plugins: [vue(), vuetify()],
    worker: { format: 'es' },
    resolve: {
      alias: {
        // Cornerstone drags in an XML builder that wants Node's "events" and "url"; nothing here writes XML.
        xmlbuilder2: at('src-renderer/viewer/noXmlBuilder.ts'),
      },
    },
    build: {
      outDir: at('out/renderer'),
      target: 'chrome140',
      chunkSizeWarningLimit: 6000,
      rolldownOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
})
