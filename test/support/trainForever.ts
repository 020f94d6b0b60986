// Trains a propagator as its argument asks for, says when the first checkpoint is there, and lives on. Killed by its test.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '../../src-main/engine/createEngine'

const request = JSON.parse(process.argv[2])
const { client } = createEngine()
const unfinished = join(request.workspace, 'propagators', 'unfinished')
const isWritten = () =>
  existsSync(unfinished) &&
  readdirSync(unfinished, { recursive: true }).some((name) => String(name).endsWith('.safetensors'))
setInterval(() => {
  if (isWritten()) process.stdout.write('checkpoint\n')
}, 20)
await client.propagation.train(request)
