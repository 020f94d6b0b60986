import type { ServerResponse } from 'node:http'
import type { Engine } from '../../engine/createEngine'
import { wireErrorOf } from '../../engine/jobs/wireErrorOf'
import { Refusal } from './Refusal'

/**
 * Sends voxels: raw little-endian bytes of what the engine published under `path`, from `offsetBytes`, `lengthBytes` many. It waits
 * until that part is there, and stops waiting when the window goes away.
 * @throws Refusal NOT_FOUND, RANGE_MALFORMED, RANGE_OUTSIDE
 */
export async function sendBulk({
  engine,
  path,
  query,
  response,
  hasBody,
}: {
  engine: Pick<Engine, 'readBulk'>
  path: string
  query: URLSearchParams
  response: ServerResponse
  hasBody: boolean
}): Promise<void> {
  const offsetBytes = wholeNumber(query, 'offsetBytes')
  const lengthBytes = wholeNumber(query, 'lengthBytes')
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  let bytes: Uint8Array
  try {
    bytes = await engine.readBulk({ path, offsetBytes, lengthBytes, signal: gone.signal })
  } catch (error) {
    if (gone.signal.aborted) return
    throw refusalOf(error)
  }
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes.byteLength,
    'Cache-Control': 'no-store',
  })
  response.end(hasBody ? bytes : undefined)
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (!/^\d{1,15}$/.test(text))
    throw new Refusal(400, 'RANGE_MALFORMED', `${name} is "${text}"; a whole number of bytes was expected.`)
  return Number(text)
}

function refusalOf(error: unknown): Refusal {
  const { code, message } = wireErrorOf(error)
  if (code === 'UNKNOWN_ID') return new Refusal(404, 'NOT_FOUND', message)
  if (code === 'BAD_REQUEST') return new Refusal(416, 'RANGE_OUTSIDE', message)
  return new Refusal(500, 'INTERNAL', message)
}
