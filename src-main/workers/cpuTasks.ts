import { scoreCase } from '../domain/metrics/scoreCase'

/** Pure functions that take too long for the process that answers the window. One line each. */
export const cpuTasks = { scoreCase }

export type CpuTaskName = keyof typeof cpuTasks
export type CpuTaskInput<Name extends CpuTaskName> = Parameters<(typeof cpuTasks)[Name]>[0]
export type CpuTaskResult<Name extends CpuTaskName> = ReturnType<(typeof cpuTasks)[Name]>

export interface CpuTask {
  readonly name: CpuTaskName
  readonly input: CpuTaskInput<CpuTaskName>
}
