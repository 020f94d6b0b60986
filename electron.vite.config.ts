import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      rolldownOptions: {
        input: {
          cli: at('src-main/hosts/cli/main.ts'),
          morphologicalContourWorker: at('src-main/compute/propagators/morphologicalContourWorker.ts'),
          cpuWorker: at('src-main/workers/cpuWorker.ts'),
          deviceProbe: at('src-main/compute/deviceProbe/main.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
})
