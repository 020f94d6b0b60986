import type { MenuItemConstructorOptions } from 'electron'
import { expect, it } from 'vitest'
import type { HostCommand } from '../../../../src-main/contract/host'
import { menuTemplate } from '../../../../src-main/hosts/electron/menuTemplate'

function itemsOf(item: MenuItemConstructorOptions | undefined): MenuItemConstructorOptions[] {
  return Array.isArray(item?.submenu) ? item.submenu : []
}

it('everything that is not the system’s is a command to the window', () => {
  const sent: HostCommand[] = []
  const template = menuTemplate({
    isMac: false,
    recentPaths: ['/data/R&D', '/data/liver'],
    send: (command) => sent.push(command),
  })
  const file = itemsOf(template[0])
  const recent = itemsOf(file.find(({ label }) => label === 'Open recent'))
  expect(recent.map(({ label }) => label)).toEqual(['R&&D  (/data/R&&D)', 'liver  (/data/liver)'])
  const own = [
    ...file,
    ...recent,
    ...template.flatMap((item) => itemsOf(item).filter(({ label }) => /short/.test(label ?? ''))),
  ]
  for (const { click } of own) (click as (() => void) | undefined)?.()
  expect(sent).toEqual([
    { type: 'choose-workspace' },
    { type: 'open-sample' },
    { type: 'open-workspace', path: '/data/R&D' },
    { type: 'open-workspace', path: '/data/liver' },
    { type: 'show-shortcuts' },
  ])
})

it('offers no empty list of recent workspaces', () => {
  const [file] = menuTemplate({ isMac: false, recentPaths: [], send: () => undefined })
  expect(itemsOf(file).find(({ label }) => label === 'Open recent')?.enabled).toBe(false)
})
