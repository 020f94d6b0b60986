import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'
import { runUninterrupted, runWithKills } from '../support/killAndResume'
import { runCli } from '../support/runCli'
import { temporaryPaths } from '../support/temporaryPaths'
import { toySpec, writeToyCohort } from '../support/toyCohort'

const inFolder = temporaryPaths()

/** The long version, over real cases, is test/study/killAndResume.mjs. */
describe.skipIf(process.platform !== 'linux')('a grid whose process group is killed at random moments', () => {
  it('ends with the bytes of an uninterrupted run and leaves no process behind', async () => {
    await writeToyCohort({ folder: inFolder('cohort'), caseCount: 7 })
    const spec = inFolder('spec.json')
    const training = { ...(toySpec() as { training: object }).training, stepCount: 60 }
    writeFileSync(spec, JSON.stringify(toySpec({ training })))
    const common = { spec, experiment: 'toy', extraArguments: ['--device', 'onnx-cpu', '--threads', '1'] }
    for (const name of ['whole', 'killed'])
      expect(await runCli(['import', inFolder('cohort'), '--workspace', inFolder(name)])).toMatchObject({ exitCode: 0 })

    const reference = await runUninterrupted({ ...common, workspace: inFolder('whole') })
    const random = SeededRandom.for(0, 'kills')
    const killDelaysMs = Array.from({ length: 5 }, () => 200 * reference.seconds * (0.2 + 0.75 * random.uniform()))
    const outcome = await runWithKills({ ...common, workspace: inFolder('killed'), killDelaysMs })

    expect(outcome.killCount).toBe(5)
    expect([reference.exitCode, outcome.exitCode]).toEqual([0, 0])
    expect(outcome.json.equals(reference.json)).toBe(true)
    expect(outcome.csv.equals(reference.csv)).toBe(true)
    expect([...reference.survivors, ...outcome.survivors]).toEqual([])
  })
})
