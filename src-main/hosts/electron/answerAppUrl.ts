import { createReadStream, promises } from 'node:fs'
import { join, normalize, sep } from 'node:path'
import type { BULK_PREFIX as ContractBulkPrefix } from '../../contract/bulk'
import { contentSecurityPolicy } from '../contentSecurityPolicy'
import { mediaTypeOf } from '../mediaTypes'
import type { AnswerUrl, AppAnswer } from './adapters/serveAppProtocol'
import type { BulkRelay } from './BulkRelay'

export const APP_SCHEME = 'app'
const APP_HOST = 'slicewright'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

// Its value is repeated here because the contract's own module brings zod along; its type keeps the two the same.
const BULK_PREFIX: typeof ContractBulkPrefix = '/bulk/'

/**
 * Answers `app://slicewright/…`: below `/bulk/` with voxels of the engine, else with files of `rendererFolder` and nothing
 * outside of it. Every answer carries the content security policy.
 */
export function answerAppUrl(options: { rendererFolder: string; bulk: Pick<BulkRelay, 'open'> }): AnswerUrl {
  const { rendererFolder, bulk } = options
  return async (text) => {
    const url = new URL(text)
    if (url.host !== APP_HOST) return refusal(403, 'There is nothing here but the program itself.')
    if (url.pathname.startsWith(BULK_PREFIX)) return answerBulk(url, bulk)
    const path = pathBelow(rendererFolder, url.pathname === '/' ? '/index.html' : url.pathname)
    if (path === null) return refusal(403, 'That is not a file of the window.')
    const isFile = await promises.stat(path).then(
      (info) => info.isFile(),
      () => false,
    )
    if (!isFile) return refusal(404, 'There is no such file.')
    return { status: 200, headers: headers(mediaTypeOf(path)), body: createReadStream(path) }
  }
}

/** @returns null where the path, decoded, leads out of the folder or is no path */
function pathBelow(folder: string, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const path = normalize(join(folder, decoded))
  return path.startsWith(folder + sep) ? path : null
}

async function answerBulk(url: URL, bulk: Pick<BulkRelay, 'open'>): Promise<AppAnswer> {
  const offsetBytes = byteCount(url.searchParams.get('offsetBytes'))
  const lengthBytes = byteCount(url.searchParams.get('lengthBytes'))
  if (offsetBytes === undefined || lengthBytes === undefined)
    return refusal(400, 'offsetBytes and lengthBytes are whole numbers of bytes.')
  const answer = await bulk.open({ path: url.pathname, offsetBytes, lengthBytes })
  if ('message' in answer) return refusal(answer.status, answer.message)
  return { status: 200, headers: headers('application/octet-stream'), body: answer.pieces }
}

/** null where it is left out, undefined where it is no whole number. */
function byteCount(text: string | null): number | null | undefined {
  if (text === null) return null
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function headers(mediaType: string): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-security-policy': contentSecurityPolicy(),
    'x-content-type-options': 'nosniff',
    // The files change with the program, the voxels with every brush stroke.
    'cache-control': 'no-store',
  }
}

function refusal(status: number, message: string): AppAnswer {
  async function* body() {
    yield Buffer.from(message)
  }
  return { status, headers: headers('text/plain; charset=utf-8'), body: body() }
}
