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
      project('integration', { testTimeout: 120_000 }),
      // The command line as a user has it: the built program, one process at a time, real data where it is there.
      project('cli', { testTimeout: 240_000, fileParallelism: false }),
    ],
  },
})
