// The engine in a process of its own: as Electron's utility process, or as a child on any Node 24 that talks in frames over
// the pipes 3 (in) and 4 (out).   engineProcess --user-folder FOLDER
import { createReadStream, createWriteStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { createEngine } from '../../engine/createEngine'
import { BulkReader } from './BulkReader'
import { EnginePorts } from './EnginePorts'
import type { FromEngine, ToEngine } from './engineMessages'
import { encodeFrame, frameDecoder } from './frames'

/** Electron's, in a utility process. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: ToEngine }) => void): void
  postMessage(message: FromEngine): void
}

const { values } = parseArgs({ options: { 'user-folder': { type: 'string' } } })
const engine = createEngine({ userFolder: values['user-folder'] ?? null, roots: null })
const parentPort = (process as { parentPort?: ParentPort }).parentPort
const post = parentPort === undefined ? framePost() : (message: FromEngine) => parentPort.postMessage(message)
const bulk = new BulkReader(engine, post)
const ports = new EnginePorts(engine, post, () => void tellRecentWorkspaces())
let isEnding = false

if (parentPort === undefined) listenToFrames()
else parentPort.on('message', ({ data }) => receive(data))
void tellRecentWorkspaces()

function receive(message: ToEngine): void {
  switch (message.type) {
    case 'connected':
      return ports.open(message.connection)
    case 'port':
      return ports.receive(message.connection, message.data)
    case 'disconnected':
      return ports.close(message.connection)
    case 'bulkOpened':
      return void bulk.start(message)
    case 'bulkWanted':
      return void bulk.sendNext(message.requestId)
    case 'bulkClosed':
      return bulk.close(message.requestId)
    case 'stop':
      return void end()
  }
}

/** For the menu; it stays as it is where they cannot be had. */
async function tellRecentWorkspaces(): Promise<void> {
  try {
    const recent = await engine.client.workspaces.recent()
    post({ type: 'recentWorkspaces', paths: recent.filter(({ isThere }) => isThere).map(({ path }) => path) })
  } catch {
    // The window asks for the same list and shows what is wrong with it.
  }
}

function framePost(): (message: FromEngine) => void {
  const out = createWriteStream('', { fd: 4 })
  // Whoever would read it is gone, and the end of the other pipe says so.
  out.on('error', () => undefined)
  return (message) => {
    for (const part of encodeFrame(message)) out.write(part)
  }
}

function listenToFrames(): void {
  const input = createReadStream('', { fd: 3 })
  const decode = frameDecoder((message) => receive(message as ToEngine))
  input.on('data', (chunk) => decode(Buffer.from(chunk)))
  // The host has gone, however it went: nobody is left to compute for.
  input.on('end', () => void end())
  input.on('error', () => void end())
}

async function end(): Promise<void> {
  if (isEnding) return
  isEnding = true
  await engine.close()
  process.exit(0)
}
