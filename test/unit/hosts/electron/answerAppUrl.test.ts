import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerAppUrl } from '../../../../src-main/hosts/electron/answerAppUrl'
import { temporaryFolder } from '../../../support/temporaryFolder'

function answering() {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'renderer', 'index.html'), '<p>home</p>')
  writeFileSync(join(folder, 'renderer', 'assets', 'main.js'), 'run()')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'renderer', 'link.txt'))
  const asked: unknown[] = []
  const answer = answerAppUrl({
    rendererFolder: join(folder, 'renderer'),
    bulk: {
      open: (request) => {
        asked.push(request)
        return Promise.resolve({ status: 404, message: 'not here' })
      },
    },
  })
  return { answer, asked }
}

async function bodyOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

describe('app://', () => {
  it('serves the window’s files, each with the content security policy', async () => {
    const { answer } = answering()
    const home = await answer('app://slicewright/')
    expect([home.status, await bodyOf(home.body)]).toEqual([200, '<p>home</p>'])
    const script = await answer('app://slicewright/assets/main.js?v=1')
    expect([script.status, script.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8'])
    for (const { headers } of [home, script]) {
      expect(headers['content-security-policy']).toMatch(/script-src 'self'/)
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
  })

  it.each([
    ['app://slicewright/%2e%2e%2fsecret.txt', 403],
    ['app://slicewright/assets/..%2f..%2fsecret.txt', 403],
    ['app://slicewright/..%5csecret.txt', 403],
    ['app://slicewright/%00', 403],
    ['app://slicewright/%', 403],
    ['app://slicewright/link.txt', 403],
    ['app://slicewright/../secret.txt', 404],
    ['app://slicewright/assets', 404],
    ['app://slicewright/none.js', 404],
    ['app://elsewhere/index.html', 403],
    ['app://slicewright/bulk/x?offsetBytes=-1', 400],
    ['app://slicewright/bulk/x?lengthBytes=1e3', 400],
  ])('refuses %s with %i', async (url, status) => {
    const { answer, asked } = answering()
    const refused = await answer(url)
    expect([refused.status, asked]).toEqual([status, []])
    expect(await bodyOf(refused.body)).not.toContain('secret')
  })

  it('asks the engine for what lies below /bulk/', async () => {
    const { answer, asked } = answering()
    const refused = await answer('app://slicewright/bulk/v1?offsetBytes=5&lengthBytes=7')
    await answer('app://slicewright/bulk/v1')
    expect(refused.status).toBe(404)
    expect(asked).toEqual([
      { path: '/bulk/v1', offsetBytes: 5, lengthBytes: 7 },
      { path: '/bulk/v1', offsetBytes: null, lengthBytes: null },
    ])
  })
})
