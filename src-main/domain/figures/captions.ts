import { configurationsOf, distinctNumbers, replicateKeyOf } from '../analysis/configurations'
import { describeList, describeQuantity } from '../analysis/describeNumbers'
import type { RunResult } from '../experiment/results'

/** "Bars: …" and what was averaged: every caption says what its error bars are and how much data is behind them. */
export function describeUncertainty(runs: readonly RunResult[], mark = 'Error bars'): string {
  const caseCount = new Set(runs.flatMap((run) => run.cases.map(({ caseId }) => caseId))).size
  return `${mark}: 95 % bootstrap intervals over ${describeQuantity(caseCount, 'test case')}.`
}

export function describeReplicates(runs: readonly RunResult[]): string {
  const policies = [...new Set(runs.map((run) => run.configuration.policy))].sort()
  const seeds = distinctNumbers(runs.map((run) => run.configuration.seed))
  if (policies.length === 1 && seeds.length === 1)
    return `One run a point (${policies[0]}, seed ${seeds[0]}): the spread between runs is unknown.`
  const policyText = policies.length === 1 ? policies[0] : describeList(policies)
  const replicates = new Set(runs.map(replicateKeyOf))
  const isUneven = configurationsOf(runs).some(({ runs: own }) => own.length < replicates.size)
  return (
    `Means over the selection policies and seeds of a configuration (${policyText}; ${describeQuantity(seeds.length, 'seed')}); small rings are the single runs.` +
    (isUneven ? ' Not every configuration has all of them, so points are not quite comparable.' : '')
  )
}
