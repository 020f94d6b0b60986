import { defineConfig } from 'vitest/config'
import { CountingReporter } from './test/support/CountingReporter.ts'

/** The host in a real Electron (docs/decisions/0011): `npm run test:electron`. */
export default defineConfig({
  test: {
    name: 'electron',
    include: ['test/electron/**/*.test.ts'],
    environment: 'node',
    execArgv: ['--import', new URL('test/support/resolveTypescript.mjs', import.meta.url).href],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 300_000,
    reporters: ['default', new CountingReporter()],
  },
})
