// Opens the workspace given as the first argument for writing, says so, and holds it until it is killed.
import { openWorkspace } from '../../src-main/io/workspace/Workspace'

const workspace = openWorkspace({ path: process.argv[2], mode: 'write', create: true })
process.stdout.write('held\n')
// The timer keeps the workspace reachable: the collector would close it, and with it the lock.
setInterval(() => workspace.cases(), 1000)
