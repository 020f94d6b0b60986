// Imports the first argument into the workspace of the second, and says so when it begins. Killed by its test.
import { createEngine } from '../../src-main/engine/createEngine'

const { client } = createEngine()
process.stdout.write('importing\n')
const { jobId } = await client.studies.import({ folder: process.argv[2], workspace: process.argv[3] })
for await (const _ of await client.jobs.watch({ jobId })) continue
setInterval(() => undefined, 1000)
