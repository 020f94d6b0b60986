import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const project = (name: string, options: { testTimeout?: number; fileParallelism?: boolean } = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    // Worker threads that tests start load TypeScript sources; they inherit this.
    execArgv: ['--import', new URL('test/support/resolveTypescript.mjs', import.meta.url).href],
    testTimeout: options.testTimeout ?? 20_000,
    ...(options.fileParallelism === undefined ? {} : { fileParallelism: options.fileParallelism }),
  },
})

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      {
        // What the window is made of, in a document without a screen; pictures are the end-to-end tests' business.
        plugins: [vue()],
        test: {
          name: 'component',
          include: ['test/component/**/*.test.ts'],
          environment: 'happy-dom' as const,
          server: { deps: { inline: ['vuetify'] } },
          testTimeout: 20_000,
        },
      },
      project('integration', { testTimeout: 120_000 }),
      // The command line as a user has it: the built program, one process at a time, real data where it is there.
      project('cli', { testTimeout: 240_000, fileParallelism: false }),
    ],
  },
})
