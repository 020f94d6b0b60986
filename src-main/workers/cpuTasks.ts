import { scoreCase } from '../domain/metrics/scoreCase'
import { principalComponents } from '../domain/selection/descriptors/principalComponents'
import { planReasonedSlices } from './planReasonedSlices'

/** Pure functions that take too long for the process that answers the window. One line each. */
const cpuTasks = { scoreCase, principalComponents, planReasonedSlices }

export type CpuTaskName = keyof typeof cpuTasks
export type CpuTaskInput<Name extends CpuTaskName> = Parameters<(typeof cpuTasks)[Name]>[0]
export type CpuTaskResult<Name extends CpuTaskName> = ReturnType<(typeof cpuTasks)[Name]>

/** The name of a task with what it takes. */
export type CpuTask = {
  [Name in CpuTaskName]: { readonly name: Name; readonly input: CpuTaskInput<Name> }
}[CpuTaskName]

export function runCpuTask(task: CpuTask): CpuTaskResult<CpuTaskName> {
  switch (task.name) {
    case 'scoreCase':
      return cpuTasks.scoreCase(task.input)
    case 'principalComponents':
      return cpuTasks.principalComponents(task.input)
    case 'planReasonedSlices':
      return cpuTasks.planReasonedSlices(task.input)
  }
}
