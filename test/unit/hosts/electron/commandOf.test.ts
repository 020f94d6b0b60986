import { expect, it } from 'vitest'
import { commandOf } from '../../../../src-main/hosts/electron/commandOf'

it.each([
  ['electron FOLDER', ['/bin/electron', '/clone'], 2, null],
  ['electron FOLDER STUDY', ['/bin/electron', '--no-sandbox', '/clone', 'liver'], 2, '/home/liver'],
  [
    'as Chromium passes a second start on',
    ['/bin/electron', '--a', '--b=c', '/clone', '/data/liver'],
    2,
    '/data/liver',
  ],
  ['packaged', ['/opt/slicewright'], 1, null],
  ['packaged STUDY', ['/opt/slicewright', '../data/liver'], 1, '/data/liver'],
])('%s', (_, args, ownArgCount, path) => {
  const command = commandOf({ args, ownArgCount, workingFolder: '/home' })
  expect(command).toEqual(path === null ? null : { type: 'open-workspace', path })
})

it('--demo opens the sample', () => {
  const args = ['/bin/electron', '/clone', '--demo']
  expect(commandOf({ args, ownArgCount: 2, workingFolder: '/home' })).toEqual({ type: 'open-sample' })
})
