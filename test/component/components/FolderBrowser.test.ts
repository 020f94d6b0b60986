import { expect, it } from 'vitest'
import FolderBrowser from '../../../src-renderer/components/FolderBrowser.vue'
import { hasExtension, joinPath, sizeText } from '../../../src-renderer/components/folderWords'
import { mountWithVuetify } from '../support/mountWithVuetify'

const listing = {
  path: '/data',
  parent: null,
  isCut: false,
  entries: [
    { name: 'study', path: '/data/study', kind: 'folder' as const, sizeBytes: null, isWorkspace: true },
    { name: 'scan.nii.gz', path: '/data/scan.nii.gz', kind: 'file' as const, sizeBytes: 1_400_000, isWorkspace: false },
    { name: 'notes.txt', path: '/data/notes.txt', kind: 'file' as const, sizeBytes: 12, isWorkspace: false },
  ],
}

function browser(mode: 'folder' | 'files' | 'save') {
  const wrapper = mountWithVuetify(FolderBrowser, {
    props: {
      mode,
      title: 'Choose',
      roots: [{ path: '/data', name: 'data' }],
      listing,
      isBusy: false,
      error: null,
      extensions: mode === 'files' ? ['nii.gz'] : [],
      suggestedName: 'plan.csv',
    },
  })
  const button = (text: string) => wrapper.findAll('button').find((each) => each.text().includes(text))!
  return { wrapper, button }
}

it('chooses the folder that is shown, and goes into others', async () => {
  const { wrapper, button } = browser('folder')
  expect(button('scan.nii.gz').attributes('disabled')).toBeDefined()
  expect(button('study').text()).toContain('workspace')
  await button('study').trigger('click')
  await button('Choose this folder').trigger('click')
  expect(wrapper.emitted('navigate')).toEqual([['/data/study']])
  expect(wrapper.emitted('choose')).toEqual([[['/data']]])
})

it('chooses files with the right ending only', async () => {
  const { wrapper, button } = browser('files')
  expect(button('Choose file').attributes('disabled')).toBeDefined()
  expect(button('notes.txt').attributes('disabled')).toBeDefined()
  await button('scan.nii.gz').trigger('click')
  expect(button('scan.nii.gz').attributes('aria-pressed')).toBe('true')
  await button('Choose file').trigger('click')
  expect(wrapper.emitted('choose')).toEqual([[['/data/scan.nii.gz']]])
})

it('saves under the suggested name, and says when that replaces a file', async () => {
  const { wrapper, button } = browser('save')
  await button('Save').trigger('click')
  expect(wrapper.emitted('choose')).toEqual([[['/data/plan.csv']]])
  await button('notes.txt').trigger('click')
  expect(button('Replace').exists()).toBe(true)
})

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_400_000, '1.4 MB'],
  [250_000_000, '250 MB'],
])('%i bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text))

it('joins paths as the machine of the engine writes them', () => {
  expect(joinPath('/', 'a')).toBe('/a')
  expect(joinPath('/data', 'a')).toBe('/data/a')
  expect(joinPath('C:\\data', 'a')).toBe('C:\\data\\a')
  expect(hasExtension('A.NII.GZ', ['nii.gz'])).toBe(true)
})
