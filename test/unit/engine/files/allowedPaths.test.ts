import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { assertPathsAllowed } from '../../../../src-main/engine/files/allowedPaths'
import { temporaryFolder } from '../../../support/temporaryFolder'

let top = ''
let root = ''

/** top/ { outside.txt, root/ { data/scan.nii, out → top, nowhere → top/new.txt, inside → data, round → round }, root-twin/ } */
beforeEach(() => {
  top = temporaryFolder()
  root = join(top, 'root')
  mkdirSync(join(root, 'data'), { recursive: true })
  mkdirSync(join(top, 'root-twin'))
  writeFileSync(join(top, 'outside.txt'), '')
  writeFileSync(join(root, 'data', 'scan.nii'), '')
  symlinkSync(top, join(root, 'out'))
  symlinkSync(join(top, 'new.txt'), join(root, 'nowhere'))
  symlinkSync(join(root, 'data'), join(root, 'inside'))
  symlinkSync(join(root, 'round'), join(root, 'round'))
})

const check = (path: string) => assertPathsAllowed({ paths: [path], roots: [root] })

it.each(['', '/data/scan.nii', '/data/new/deep/file.nii.gz', '/inside/scan.nii', '/data/..odd name'])(
  'lets root%s through',
  async (rest) => {
    await expect(check(root + rest)).resolves.toBeUndefined()
  },
)

it.each([
  ['the folder above', () => top],
  ['a folder whose name begins like the root', () => join(top, 'root-twin')],
  ['..', () => `${root}/data/../../outside.txt`],
  ['.. that stays inside, because a link may make it leave', () => `${root}/data/../data/scan.nii`],
  ['a link to a folder outside', () => join(root, 'out', 'outside.txt')],
  ['a new file below such a link', () => join(root, 'out', 'new', 'file.nii')],
  ['a link to a file that is not there yet', () => join(root, 'nowhere')],
  ['a link to itself', () => join(root, 'round')],
  ['a relative path', () => 'data/scan.nii'],
  ['a NUL', () => `${root}/data\0/../../x`],
  ['the machine', () => '/etc/passwd'],
])('refuses %s', async (_, path) => {
  await expect(check(path())).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED', details: { path: path() } })
})

it('follows a root that is a link itself', async () => {
  const link = join(top, 'link-to-root')
  symlinkSync(root, link)
  await expect(assertPathsAllowed({ paths: [join(link, 'data')], roots: [link] })).resolves.toBeUndefined()
})
