import { defineConfig } from 'vitest/config'

/** Tests in a real browser; apart from the others, as they need Chromium and a built window. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    environment: 'node',
    execArgv: ['--import', new URL('test/support/resolveTypescript.mjs', import.meta.url).href],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
