import { defineConfig } from 'vitest/config'
import { CountingReporter } from './test/support/CountingReporter.ts'

/** The window as a user has it: the built program in a real Chromium, one test file at a time. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    environment: 'node',
    execArgv: ['--import', new URL('test/support/resolveTypescript.mjs', import.meta.url).href],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default', new CountingReporter()],
  },
})
