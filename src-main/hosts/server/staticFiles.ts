import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { mediaTypeOf } from '../mediaTypes'
import { Refusal } from './Refusal'

/**
 * Sends a file of the built renderer.
 * @param urlPath as it came, still encoded, without the query
 * @throws Refusal PATH_MALFORMED, NOT_FOUND
 */
export async function sendStaticFile({
  folder,
  urlPath,
  response,
  hasBody,
}: {
  folder: string
  urlPath: string
  response: ServerResponse
  hasBody: boolean
}): Promise<void> {
  const names = namesOf(urlPath)
  const wanted = join(folder, ...(names.length === 0 ? ['index.html'] : names))
  const root = await realpath(folder)
  const path = await realpath(wanted).catch(() => null)
  const info = path?.startsWith(root + sep) === true ? await stat(path) : null
  if (path === null || info?.isFile() !== true) throw new Refusal(404, 'NOT_FOUND', `There is nothing at ${urlPath}.`)
  response.setHeader('Content-Type', mediaTypeOf(path))
  response.setHeader('Content-Length', info.size)
  // Built files other than the page carry a hash of their content in their name.
  response.setHeader('Cache-Control', names[0] === 'assets' ? 'private, max-age=31536000, immutable' : 'no-store')
  response.writeHead(200)
  if (!hasBody) response.end()
  else await pipeline(createReadStream(path), response)
}

/** The names in an encoded path. What could climb out of the folder is refused, in whatever encoding it came. */
function namesOf(urlPath: string): string[] {
  const names = urlPath.split('/').filter((name) => name !== '')
  const decoded = names.map((name) => {
    try {
      return decodeURIComponent(name)
    } catch {
      return '..'
    }
  })
  if (decoded.some((name) => name === '.' || name === '..' || /[/\\\0]/.test(name)))
    throw new Refusal(400, 'PATH_MALFORMED', 'The path of this address cannot be used.')
  return decoded
}
