import { createEngine } from '../../src-main/engine/createEngine'

/** Accepts and reopens every slice of case "a" of a plan in turn, and says each time what has been decided, until it is killed. */
const [workspace, planId] = process.argv.slice(2)
const { client } = createEngine()
for (let round = 0; ; round++) {
  const decision = round % 2 === 0 ? 'accepted' : 'rejected'
  for (const sliceIndex of [0, 2, 3, 5, 6, 8]) {
    await client.review.decide({ workspace, planId, caseIds: ['a'], sliceIndices: [sliceIndex], decision })
    process.stdout.write(`${sliceIndex} ${decision}\n`)
  }
}
