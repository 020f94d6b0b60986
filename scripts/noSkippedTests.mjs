// node scripts/noSkippedTests.mjs REPORT.json: a skipped test is no passed test. Where the shared data is present nothing
// may be skipped for want of it; other skips (a device this machine lacks) are listed, never hidden.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const data = process.env.SLICEWRIGHT_SHARED_DATA ?? join(root, '..', 'shared', 'data')
const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const skipped = report.testResults
  .flatMap((file) => file.assertionResults)
  .filter(({ status }) => status !== 'passed' && status !== 'failed')
const forWantOfData = skipped.filter(({ fullName }) => fullName.includes('no shared data'))
for (const { fullName, status } of skipped) process.stdout.write(`${status}: ${fullName}\n`)
process.stdout.write(`${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped.length} skipped\n`)
if (existsSync(data) && forWantOfData.length > 0) {
  process.stderr.write('The shared data is here, yet tests that read it were skipped.\n')
  process.exit(1)
}
