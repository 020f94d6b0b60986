import { expect, it } from 'vitest'
import { decideClasses } from '../../../../src-main/domain/propagation/decideClasses'

const logOf = (...probabilities: number[]) => Float32Array.from(probabilities, (each) => Math.log(each))

it('takes the most likely class; its confidence is how far ahead of the next one it is', () => {
  const logits = logOf(0.2, 0.6, 0.2, /* */ 0.5, 0.1, 0.4, /* */ 0.1, 0.15, 0.75)
  const { labels, confidence } = decideClasses({ logits, labelOf: [0, 3, 9] })
  expect([...labels]).toEqual([3, 0, 9])
  // 255 × 0.4, 0.1 and 0.6
  expect([...confidence]).toEqual([102, 26, 153])
})

it('does not mind log-odds that are not scaled', () => {
  const scaled = decideClasses({ logits: logOf(0.2, 0.8), labelOf: [0, 1] })
  const shifted = decideClasses({ logits: logOf(0.2, 0.8).map((each) => each + 50), labelOf: [0, 1] })
  expect(shifted).toEqual(scaled)
  expect([...scaled.confidence]).toEqual([153])
})

it('stays with the background on a tie, not confident at all', () => {
  expect(decideClasses({ logits: Float32Array.of(1, 1, 0.5), labelOf: [0, 1, 2] })).toEqual({
    labels: Uint8Array.of(0),
    confidence: Uint8Array.of(0),
  })
})
