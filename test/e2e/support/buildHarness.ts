import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'
import vuetify from 'vite-plugin-vuetify'

const repository = resolve(import.meta.dirname, '../../..')

/** Builds the page with the viewer alone into `outputFolder`, as the program's window is built. */
export async function buildHarness(outputFolder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: resolve(repository, 'test/e2e/harness'),
    base: './',
    plugins: [vue(), vuetify()],
    worker: { format: 'es' },
    resolve: { alias: { xmlbuilder2: resolve(repository, 'src-renderer/viewer/noXmlBuilder.ts') } },
    build: { outDir: outputFolder, emptyOutDir: true, target: 'chrome140', chunkSizeWarningLimit: 6000, minify: false },
  })
}
