import type { PlanRecord } from '../../io/workspace/plans/PlanTable'
import type { Workspace } from '../../io/workspace/Workspace'

/** The data set's classes and those that occur, ascending, with the data set's names; a class without a name is "Class n". */
export function planClasses({
  workspace,
  dataset,
  labels,
}: {
  workspace: Workspace
  dataset: string
  labels: readonly number[]
}): PlanRecord['classes'] {
  const names = workspace.datasets.find(dataset)?.classNames ?? {}
  const named = Object.keys(names)
    .map(Number)
    .filter((label) => label >= 1 && label <= 254)
  return [...new Set([...named, ...labels])]
    .sort((a, b) => a - b)
    .map((label) => ({ label, name: names[String(label)] ?? `Class ${label}` }))
}
