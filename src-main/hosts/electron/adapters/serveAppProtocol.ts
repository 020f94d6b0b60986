import { Readable } from 'node:stream'

/** An answer of the app's own protocol: the body in pieces, fetched one after the other as they are read. */
export interface AppAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

export type AnswerUrl = (url: string) => Promise<AppAnswer>

/** The part of Electron's `protocol` that is used: `handle` where it exists, else its predecessor. */
export interface ProtocolLike {
  readonly handle?: (scheme: string, handler: (request: { readonly url: string }) => Promise<Response>) => void
  readonly registerStreamProtocol?: (
    scheme: string,
    handler: (
      request: { readonly url: string },
      respond: (response: { statusCode: number; headers: Record<string, string>; data: Readable }) => void,
    ) => void,
  ) => unknown
}

/**
 * Adapter 2 of 3: answers every request of `scheme`. The predecessor is for tests in an old Electron only: Electron 9 never lets go of
 * a chunk that its streams have delivered (measured with plain streams, without any code of ours).
 */
export function serveAppProtocol(protocol: ProtocolLike, scheme: string, answer: AnswerUrl): void {
  if (protocol.handle !== undefined) {
    protocol.handle(scheme, async ({ url }) => {
      const { status, headers, body } = await answer(url)
      return new Response(streamOf(body), { status, headers: { ...headers } })
    })
    return
  }
  protocol.registerStreamProtocol?.(scheme, ({ url }, respond) => {
    void answer(url).then(({ status, headers, body }) => {
      const data = Readable.from(body, { objectMode: false })
      // A body that breaks off (the engine ended) fails the page's fetch; unheard it would end the main process.
      data.on('error', () => undefined)
      respond({ statusCode: status, headers: { ...headers }, data })
    })
  })
}

/** Pulls: the next piece is asked for when the last one has been taken. A reader that goes away ends the iteration. */
function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
