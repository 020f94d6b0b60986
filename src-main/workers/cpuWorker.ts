import { runCpuTask, type CpuTask } from './cpuTasks'
import { serveTasks } from './serveTasks'

serveTasks((received) => ({ result: runCpuTask(received as CpuTask) }))
