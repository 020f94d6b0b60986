import { expect, it } from 'vitest'
import { parseExperimentSpec } from '../../../../src-main/domain/experiment/experimentSpec'
import { parsePolicyName, policyName } from '../../../../src-main/domain/experiment/policyName'
import { knownIds } from '../../../../src-main/engine/experiments/knownIds'

const parse = (policies: unknown[]) =>
  parseExperimentSpec({
    value: { name: 'a', grid: { densities: [0.1], volumeFractions: [1], policies } },
    known: knownIds,
  })

it.each([
  ['k-center', { id: 'k-center', params: {} }],
  ['k-center[positionWeight=0.2]', { id: 'k-center', params: { positionWeight: 0.2 } }],
  ['fixed-interval[phase=0,seededPhase=true]', { id: 'fixed-interval', params: { phase: 0, seededPhase: true } }],
  ['k-center[descriptors=thumbnails]', { id: 'k-center', params: { descriptors: 'thumbnails' } }],
])('%s', (name, policy) => {
  expect(parsePolicyName(name)).toEqual(policy)
  expect(policyName(policy)).toBe(name)
})

it('gives a policy one name, however it is written', () => {
  const policies = [
    'fixed-interval',
    { id: 'fixed-interval', params: { seededPhase: true, phase: 0 } },
    'fixed-interval[ seededPhase = true, phase = 0 ]',
  ]
  const name = 'fixed-interval[phase=0,seededPhase=true]'
  expect(parse(policies).grid.policies).toEqual(['fixed-interval', name, name])
})

it.each([
  ['k-centre', /k-center/],
  ['k-center[weight=1]', /it takes positionWeight/],
  ['k-center[positionWeight=9]', /positionWeight/],
  ['k-center[scope=dataset]', /within each volume/],
  ['k-center[descriptors=auto-encoder]', /by thumbnails/],
])('refuses %s', (policy, message) => {
  expect(() => parse([policy])).toThrow(message)
})
