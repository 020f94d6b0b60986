import { cpuTasks, type CpuTask } from './cpuTasks'
import { serveTasks } from './serveTasks'

serveTasks((received) => {
  const { name, input } = received as CpuTask
  return { result: cpuTasks[name](input) }
})
