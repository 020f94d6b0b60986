// Opens the workspace given as the first argument for writing, says so, and holds it until it is killed.
import { openWorkspace } from '../../src-main/io/workspace/Workspace'

openWorkspace({ path: process.argv[2], mode: 'write', create: true })
process.stdout.write('held\n')
// Nothing refers to the workspace any more, and memory is collected: the lock must hold all the same.
setInterval(() => Array.from({ length: 1e5 }, (_, n) => ({ n })), 20)
