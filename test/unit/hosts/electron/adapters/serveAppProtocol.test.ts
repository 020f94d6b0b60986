import type { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import {
  serveAppProtocol,
  type AppAnswer,
  type ProtocolLike,
} from '../../../../../src-main/hosts/electron/adapters/serveAppProtocol'

/** Three pieces, written down as they are taken. */
function pieces() {
  const log: string[] = []
  async function* body() {
    try {
      for (const piece of ['one ', 'two ', 'three']) {
        log.push(`made ${piece.trim()}`)
        yield Buffer.from(piece)
      }
    } finally {
      log.push('closed')
    }
  }
  const answer: AppAnswer = { status: 206, headers: { 'content-type': 'text/plain' }, body: body() }
  return { log, answer: () => Promise.resolve(answer) }
}

describe('where Electron has protocol.handle (a typed fake: it never ran in a real one)', () => {
  const served = async (answer: () => Promise<AppAnswer>): Promise<Response> => {
    let handler: Parameters<NonNullable<ProtocolLike['handle']>>[1] | undefined
    serveAppProtocol({ handle: (_, given) => (handler = given) }, 'app', answer)
    if (handler === undefined) throw new Error('Nothing was registered.')
    return handler({ url: 'app://slicewright/' })
  }

  it('answers with status, headers and the whole body', async () => {
    const { log, answer } = pieces()
    const response = await served(answer)
    expect([response.status, response.headers.get('content-type')]).toEqual([206, 'text/plain'])
    expect(await response.text()).toBe('one two three')
    expect(log).toEqual(['made one', 'made two', 'made three', 'closed'])
  })

  it('makes no piece before it is wanted, and no more once the reader goes away', async () => {
    const { log, answer } = pieces()
    const reader = (await served(answer)).body?.getReader()
    expect(log).toEqual([])
    await reader?.read()
    expect(log).toEqual(['made one'])
    await reader?.cancel()
    expect(log).toEqual(['made one', 'closed'])
  })
})

/** The first piece, then the engine is gone. */
async function* broken() {
  yield Buffer.from('one')
  await Promise.resolve()
  throw new Error('The engine is not running.')
}

describe('where it has the older protocol', () => {
  it('fails the page’s fetch when a body breaks off, and nothing else', async () => {
    const answer = () => Promise.resolve({ status: 200, headers: {}, body: broken() })
    const response = await new Promise<{ data: Readable }>((respond) => {
      serveAppProtocol({ registerStreamProtocol: (_, handler) => handler({ url: 'app://x/' }, respond) }, 'app', answer)
    })
    await new Promise((settle) => response.data.once('close', settle).resume())
    expect(response.data.destroyed).toBe(true)
  })

  it('answers with a stream', async () => {
    const { log, answer } = pieces()
    const response = await new Promise<{ statusCode: number; headers: Record<string, string>; data: Readable }>(
      (respond) => {
        serveAppProtocol(
          { registerStreamProtocol: (_, handler) => handler({ url: 'app://slicewright/' }, respond) },
          'app',
          answer,
        )
      },
    )
    expect([response.statusCode, response.headers]).toEqual([206, { 'content-type': 'text/plain' }])
    const chunks: Buffer[] = []
    for await (const chunk of response.data) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).toString()).toBe('one two three')
    expect(log.at(-1)).toBe('closed')
  })
})
