import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readExperimentSpec } from '../../../../src-main/engine/experiments/readExperimentSpec'

const known = {
  models: ['unet-2d'],
  policies: ['fixed-interval', 'uniform-random'],
  propagators: ['nearest', 'signed-distance', 'morphological-contour'],
}
let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'slicewright-spec-'))))
afterAll(() => rm(folder, { recursive: true }))

async function read(name: string, text: string) {
  const path = join(folder, name)
  await writeFile(path, text)
  return readExperimentSpec({ path, known })
}

describe('readExperimentSpec', () => {
  it('reads the same spec from YAML and from JSON', async () => {
    const yaml = await read(
      'a.yaml',
      'name: a\ngrid:\n  densities: [0.1, 0.4]\n  volumeFractions: [1]\n  policies: [uniform-random]\n',
    )
    const json = await read(
      'a.json',
      '{"name": "a", "grid": {"densities": [0.1, 0.4], "volumeFractions": [1], "policies": ["uniform-random"]}}',
    )
    expect(yaml).toEqual(json)
    expect(yaml.grid.densities).toEqual([0.1, 0.4])
  })

  it.each([
    ['a syntax error', 'name: [a', 'SPEC_INVALID', /line 1/],
    ['a key given twice', 'name: a\nname: b\n', 'SPEC_INVALID', /unique/],
    ['an empty file', '', 'SPEC_INVALID', /found null/],
    ['a typo', 'nmae: a\n', 'SPEC_INVALID', /Did you mean "name"\?/],
  ])('refuses %s', async (_, text, code, message) => {
    await expect(read('bad.yaml', text)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    })
  })

  it('says which path it could not read', async () => {
    const path = join(folder, 'absent.yaml')
    await expect(readExperimentSpec({ path, known })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(path) as string,
    })
  })

  it.each(['smoke.yaml', 'demo.yaml'])('reads the %s that comes with the program', async (name) => {
    const path = resolve(import.meta.dirname, '../../../../resources/experiments', name)
    await expect(readExperimentSpec({ path, known })).resolves.toBeTruthy()
  })
})
