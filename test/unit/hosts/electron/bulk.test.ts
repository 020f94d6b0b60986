import { describe, expect, it, onTestFinished } from 'vitest'
import { createEngine } from '../../../../src-main/engine/createEngine'
import { BulkReader } from '../../../../src-main/hosts/electron/BulkReader'
import { BulkRelay } from '../../../../src-main/hosts/electron/BulkRelay'

const PIECE_BYTES = 4 * 1024 * 1024

/** Both ends, joined without a process between them; a source of counting bytes. */
function joined(byteLength: number) {
  const engine = createEngine()
  onTestFinished(() => engine.close())
  const reads: string[] = []
  const path = engine.context.bulk.publish({
    byteLength,
    read: ({ offsetBytes, lengthBytes }) => {
      reads.push(`${offsetBytes}+${lengthBytes}`)
      return Promise.resolve(Uint8Array.from({ length: lengthBytes }, (_, at) => (offsetBytes + at) % 251))
    },
  })
  const relay: BulkRelay = new BulkRelay((message) => {
    if (message.type === 'bulkOpened') void reader.start(message)
    if (message.type === 'bulkWanted') void reader.sendNext(message.requestId)
    if (message.type === 'bulkClosed') reader.close(message.requestId)
    return true
  })
  const reader = new BulkReader(engine, (message) => {
    if (message.type === 'bulkPiece' || message.type === 'bulkRefused') relay.deliver(message)
  })
  return { relay, path, reads, engine }
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

describe('bulk data between the processes', () => {
  it('comes piece by piece, never more than one ahead of the reader', async () => {
    const { relay, path, reads } = joined(2 * PIECE_BYTES + 10)
    const answer = await relay.open({ path, offsetBytes: null, lengthBytes: null })
    if (!('pieces' in answer)) throw new Error(answer.message)
    expect(reads).toEqual([`0+${PIECE_BYTES}`])
    const all: Uint8Array[] = []
    for await (const piece of answer.pieces) {
      all.push(piece)
      await new Promise((settle) => setTimeout(settle, 10))
      expect(reads.length).toBeLessThanOrEqual(all.length + 1)
    }
    const bytes = Buffer.concat(all)
    expect(reads).toEqual([`0+${PIECE_BYTES}`, `${PIECE_BYTES}+${PIECE_BYTES}`, `${2 * PIECE_BYTES}+10`])
    expect([bytes.length, bytes[250], bytes[251], bytes.at(-1)]).toEqual([
      2 * PIECE_BYTES + 10,
      250,
      0,
      (2 * PIECE_BYTES + 9) % 251,
    ])
  })

  it('comes as the part that was asked for', async () => {
    const { relay, path } = joined(100)
    const answer = await relay.open({ path, offsetBytes: 10, lengthBytes: 3 })
    expect('pieces' in answer && [...(await bytesOf(answer.pieces))]).toEqual([10, 11, 12])
    const nothing = await relay.open({ path, offsetBytes: 100, lengthBytes: 0 })
    expect('pieces' in nothing && [...(await bytesOf(nothing.pieces))]).toEqual([])
  })

  it.each([
    ['an unknown path', { path: '/bulk/unknown', offsetBytes: null, lengthBytes: null }, 404],
    ['a part beyond the end', { path: null, offsetBytes: 90, lengthBytes: 11 }, 416],
    ['an offset beyond the end', { path: null, offsetBytes: 101, lengthBytes: null }, 416],
  ])('is refused for %s', async (_, request, status) => {
    const { relay, path, reads } = joined(100)
    expect(await relay.open({ ...request, path: request.path ?? path })).toMatchObject({ status })
    expect(reads).toEqual([])
  })

  it('breaks off when the engine is gone', async () => {
    const relay: BulkRelay = new BulkRelay((message) => {
      if (message.type === 'bulkOpened')
        relay.deliver({ type: 'bulkPiece', requestId: message.requestId, bytes: new Uint8Array([1]), isLast: false })
      if (message.type === 'bulkWanted') relay.refuseAll()
      return true
    })
    const answer = await relay.open({ path: '/bulk/x', offsetBytes: null, lengthBytes: null })
    await expect('pieces' in answer && bytesOf(answer.pieces)).rejects.toThrow(/engine is not running/)
    const down = new BulkRelay(() => false)
    expect(await down.open({ path: '/bulk/x', offsetBytes: null, lengthBytes: null })).toMatchObject({ status: 503 })
  })
})
