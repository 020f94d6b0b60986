import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildHost } from './buildHost'
import { openDisplay, type Display } from './display'
import { launchHost, leftBehind, startHost, type HostOptions, type HostWindow } from './launchHost'
import { obtainElectron } from './obtainElectron'
import { processTree } from './processes'
import type { TestTools } from './window/TestWindow.vue'

declare global {
  interface Window {
    readonly tools: TestTools
    readonly seen?: string[]
  }
}

const root = resolve(import.meta.dirname, '../..')
const sample = join(root, 'resources', 'sample')
const obtained = obtainElectron(root)
const display: Display | null = 'reason' in obtained ? null : await openDisplay()
const whyNot = 'reason' in obtained ? obtained.reason : display === null ? 'there is no Xvfb to make a screen.' : null

describe.skipIf(whyNot !== null)(`The host in a real Electron${whyNot === null ? '' : ` (skipped: ${whyNot})`}`, () => {
  const home = mkdtempSync(join(tmpdir(), 'slicewright-electron-'))
  let options: HostOptions
  let host: HostWindow

  beforeAll(async () => {
    if ('reason' in obtained || display === null) return
    const { executable, isOld } = obtained
    options = { executable, isOld, folder: buildHost({ root, isOld }), display: display.name, home }
    host = await launchHost(options)
  })
  afterAll(async () => {
    await host.app.close().catch(() => undefined)
    display?.close()
    rmSync(home, { recursive: true, force: true })
  })

  const text = (name: string) => host.page.locator(`[data-test=${name}]`).textContent()
  const shows = (name: string, what: RegExp) =>
    host.page.locator(`[data-test=${name}]`, { hasText: what }).waitFor({ timeout: 20_000 })

  it('runs the engine in a process of its own', async () => {
    const versions = await host.app.evaluate(() => process.versions)
    console.log(`Electron ${versions['electron']}, Chromium ${versions['chrome']}, Node ${versions.node}`)
    expect(host.enginePid()).not.toBe(host.process.pid)
  })

  it('gives the page the bridge, and no Node', async () => {
    const seen = await host.page.evaluate(() => ({
      bridge: Object.keys(window.slicewright ?? {}).sort(),
      node: ['require', 'process', 'module', 'global', 'Buffer', '__dirname'].filter((name) => name in window),
    }))
    expect(seen.bridge).toEqual(
      ['chooseFiles', 'chooseFolder', 'chooseSavePath', 'connectEngine', 'onCommand', 'onEngineState', 'pathOf'].sort(),
    )
    expect(seen.node).toEqual([])
  })

  it('answers a call, and an error with its code', async () => {
    expect(await host.page.evaluate(() => window.tools.engine.workspaces.recent())).toEqual([])
    const code = await host.page.evaluate(() =>
      window.tools.engine.studies.list({ workspace: '/nowhere' }).then(
        () => null,
        (error: { data?: { code?: string } }) => error.data?.code ?? String(error),
      ),
    )
    expect(code).toBe('WORKSPACE_NOT_FOUND')
  })

  it('streams the progress of an import to the page', async () => {
    const job = await host.page.evaluate(([folder, workspace]) => window.tools.importFolder({ folder, workspace }), [
      sample,
      join(home, 'study'),
    ] as const)
    expect(job?.state).toBe('done')
    expect(job?.progress).toMatchObject({ done: 24, total: 24 })
    expect(await host.page.evaluate(() => window.tools.progressEvents())).toBeGreaterThan(1)
    await shows('job', /done 24\/24/)
    const caseCount = await host.page.evaluate(
      async (path) => {
        await window.tools.workspace.open(window.tools.engine, { path })
        return window.tools.workspace.listing?.cases.length
      },
      join(home, 'study'),
    )
    expect(caseCount).toBe(24)
  })

  it('draws a volume with its label map over it, the voxels fetched over the app’s own protocol', async () => {
    const caseId = await host.page.evaluate(() => window.tools.workspace.listing?.cases[0]?.caseId ?? '')
    await host.page.evaluate((what) => window.tools.show(what), { workspace: join(home, 'study'), caseId })
    await shows('loaded', /^1$/)
    await host.page.waitForTimeout(500)
    const voxels = await host.page.evaluate(async () => {
      const pane = window.tools.pane()
      const sliceIndex = 14
      pane?.goToSlice(sliceIndex)
      await new Promise((settle) => setTimeout(settle, 500))
      return pane?.sampleSlice(sliceIndex) ?? []
    })
    await host.page.screenshot({ path: join(root, '.cache', 'electron-9', 'window.png') })
    // Label 1 is orange, label 2 sky blue (labelPalette.ts); what is not labelled is grey.
    const looksLike = ([red, , blue]: readonly [number, number, number]) =>
      red - blue > 25 ? 1 : blue - red > 25 ? 2 : 0
    const wrong = voxels.filter(({ label, colour }) => looksLike(colour) !== label)
    expect(new Set(voxels.map(({ label }) => label))).toEqual(new Set([0, 1, 2]))
    expect(voxels.length).toBeGreaterThan(500)
    expect(wrong).toEqual([])
  })

  it('serves whole blocks in pieces, and parts of them, with the same bytes', async () => {
    const seen = await host.page.evaluate(async (workspace) => {
      const caseId = window.tools.workspace.listing?.cases[1]?.caseId ?? ''
      const { image } = await window.tools.engine.volumes.open({ workspace, caseId })
      const bytes = async (query: string) => new Uint8Array(await (await fetch(image.url + query)).arrayBuffer())
      const whole = await bytes('')
      const part = await bytes('?offsetBytes=1000&lengthBytes=500')
      const beyond = await fetch(`${image.url}?offsetBytes=0&lengthBytes=${image.byteLength + 1}`)
      return {
        isWhole: whole.length === image.byteLength,
        isPart: part.length === 500 && part.every((byte, at) => byte === whole[1000 + at]),
        beyond: beyond.status,
      }
    }, join(home, 'study'))
    expect(seen).toEqual({ isWhole: true, isPart: true, beyond: 416 })
  })

  it('ends a stream when the page stops listening', async () => {
    const events = await host.page.evaluate(async (path) => {
      const started = await window.tools.engine.studies.inspect({ path })
      const controller = new AbortController()
      const stream = await window.tools.engine.jobs.watch(started, { signal: controller.signal })
      const first = await stream.next()
      controller.abort()
      const rest = await stream.next().then(
        ({ done }) => (done === true ? 'ended' : 'went on'),
        () => 'ended',
      )
      return [first.value?.type, rest]
    }, sample)
    expect(events).toEqual(['snapshot', 'ended'])
  })

  it('puts the menu’s commands and recent workspaces before the page', async () => {
    const recent = await host.app.evaluate(({ Menu }) => {
      const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&File')
      file?.submenu?.items.find(({ label }) => label === 'Open sample')?.click()
      return file?.submenu?.items.find(({ label }) => label === 'Open recent')?.submenu?.items.map(({ label }) => label)
    })
    await shows('commands', /open-sample/)
    expect(recent).toEqual([`study  (${join(home, 'study')})`])
  })

  it('asks with native dialogs', async () => {
    await host.app.evaluate(({ dialog }) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/data/study'] })
      dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' })
    })
    const chosen = await host.page.evaluate(async () => [
      await window.slicewright?.chooseFolder({ title: 'Choose a folder' }),
      await window.slicewright?.chooseFiles({ title: 'Choose files', extensions: ['nii.gz'] }),
      await window.slicewright?.chooseSavePath({ title: 'Save', suggestedName: 'a.csv', extensions: ['csv'] }),
    ])
    expect(chosen).toEqual(['/data/study', ['/data/study'], null])
  })

  it.each([
    ['app://slicewright/index.html', 200],
    ['app://slicewright/missing.js', 404],
    ['app://slicewright/../main/electron.cjs', 404],
    ['app://slicewright/%2e%2e/main/electron.cjs', 404],
    ['app://slicewright/%2e%2e%2fmain%2felectron.cjs', 403],
    ['app://slicewright/..%5cmain%5celectron.cjs', 403],
    ['app://slicewright/%00', 'refused'],
    ['app://slicewright/%ff', 403],
    ['app://slicewright//etc/passwd', 404],
    ['app://other/index.html', 'refused'],
    ['file:///etc/passwd', 'refused'],
    ['https://example.invalid/', 'refused'],
  ])('answers %s with %s', async (url, expected) => {
    const status = await host.page.evaluate(
      (address) =>
        fetch(address).then(
          // Some Chromiums refuse a null byte before the host sees it.
          (answer) => (address.endsWith('%00') && answer.status === 403 ? 'refused' : answer.status),
          () => 'refused',
        ),
      url,
    )
    expect(status).toBe(expected)
  })

  it('answers for bulk data that is not there, and for senseless parts of it', async () => {
    const statuses = await host.page.evaluate(async () => {
      const status = async (path: string) => (await fetch(path)).status
      return [await status('/bulk/unknown'), await status('/bulk/unknown?offsetBytes=-1')]
    })
    expect(statuses).toEqual([404, 400])
  })

  it('runs no text as a program, under its content security policy', async () => {
    const tried = await host.page.evaluate(async () => {
      // What a driver evaluates is exempt from the policy; what the page does a moment later is not.
      await new Promise((settle) => setTimeout(settle, 0))
      const script = document.createElement('script')
      script.textContent = 'window.inlineScriptRan = true'
      document.head.append(script)
      let evaluated: string
      try {
        evaluated = String((0, eval)('1 + 1'))
      } catch (error) {
        evaluated = (error as Error).name
      }
      return { evaluated, isInlineScriptRun: 'inlineScriptRan' in window }
    })
    expect(tried).toEqual({ evaluated: 'EvalError', isInlineScriptRun: false })
  })

  it('denies permissions', async () => {
    const answers = await host.page.evaluate(async () => {
      const refused = (error: Error) => error.name
      return [
        await Notification.requestPermission(),
        await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', refused),
        await new Promise((settle) =>
          navigator.geolocation.getCurrentPosition(
            () => settle('granted'),
            ({ code }) => settle(code),
          ),
        ),
      ]
    })
    // 1 is GeolocationPositionError.PERMISSION_DENIED.
    expect(answers).toEqual(['denied', expect.stringMatching(/NotAllowedError|NotFoundError/), 1])
  })

  it('stays where it is when the page wants to go elsewhere, and keeps its engine', async () => {
    await host.page.evaluate(() => {
      window.location.href = 'https://example.invalid/'
    })
    await host.page.waitForTimeout(500)
    expect(host.page.url()).toBe('app://slicewright/index.html')
    expect(await host.page.evaluate(() => window.tools.engine.workspaces.recent())).toHaveLength(1)
  })

  it('goes on with the same engine after the page was reloaded', async () => {
    const before = host.enginePid()
    await host.page.reload()
    await shows('engine', /running/)
    expect(await host.page.evaluate(() => window.tools.engine.workspaces.recent())).toHaveLength(1)
    expect(host.enginePid()).toBe(before)
  })

  it('says that the engine crashed, fails what it was asked, starts it again and goes on', async () => {
    const before = host.enginePid()
    const inFlight = host.page.evaluate(
      (path) => {
        window.tools.host.onEngineState(({ state }) => Object.assign(window, { seen: [...(window.seen ?? []), state] }))
        return window.tools.importFolder({ folder: path, workspace: `${path}-nowhere/there` }).then(
          () => 'went on',
          (error: Error) => error.name,
        )
      },
      join(root, 'node_modules'),
    )
    await host.page.waitForTimeout(200)
    process.kill(before, 'SIGKILL')
    expect(await inFlight).not.toBe('went on')
    await shows('engine', /running/)
    expect(await host.page.evaluate(() => window.seen)).toEqual(['running', 'crashed', 'running'])
    expect(await host.page.evaluate(() => window.tools.engine.workspaces.recent())).toHaveLength(1)
    expect(host.enginePid()).not.toBe(before)
  })

  it('gives up on an engine that crashes again and again, until the page is reloaded', async () => {
    for (;;) {
      process.kill(host.enginePid(), 'SIGKILL')
      await shows('engine', /crashed/)
      if (/again and again/.test((await text('reason')) ?? '')) break
      await shows('engine', /running/)
    }
    expect(
      await host.page.evaluate(() =>
        window.tools.engine.workspaces.recent().then(
          () => 'answered',
          (error: Error) => error.message,
        ),
      ),
    ).toMatch(/The engine is not running/)
    await host.page.reload()
    await shows('engine', /running/)
    expect(await host.page.evaluate(() => window.tools.engine.workspaces.recent())).toHaveLength(1)
  })

  it('is there once: a second start hands its workspace over and ends', async () => {
    const second = startHost({ ...options, args: [join(home, 'other study')] })
    const exitCode = await new Promise((settle) => second.once('exit', settle))
    expect(exitCode).toBe(0)
    await shows('commands', /other study/)
  })

  it('wrote nothing to the console that it should not have', () => {
    const expected =
      /example\.invalid|app:\/\/other|file:\/\/\/etc|status of 4|inline script|ERR_|Content Security Policy/
    expect(host.troubles.filter((trouble) => !expected.test(trouble))).toEqual([])
  })

  it('ends, with all its processes, when its window is closed; the next window stands where the last one was', async () => {
    const place = { x: 130, y: 90, width: 1010, height: 720 }
    await host.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place)
    const processes = host.processes()
    expect(processes.length).toBeGreaterThan(3)
    await host.app.evaluate(({ BrowserWindow }) => {
      setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 50)
    })
    expect(await host.exited).toBe(0)
    expect(await leftBehind(processes)).toEqual([])
    host = await launchHost({ ...options, args: ['--demo'] })
    await shows('commands', /open-sample/)
    const bounds = await host.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
    expect(bounds).toEqual(place)
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('leaves no process behind when it is ended by %s', async (signal) => {
    const processes = host.processes()
    host.process.kill(signal)
    await host.exited
    expect(await leftBehind(processes)).toEqual([])
    host = await launchHost(options)
  })

  it('opens no second window', async () => {
    // Without a driver: Playwright 1.53 waits for ever for a window that was denied.
    await host.app.close()
    const child = startHost({ ...options, args: [join(home, 'try-to-open-a-window')] })
    const started = Date.now()
    const sign = join(home, 'window-was-denied')
    while (!existsSync(sign) && Date.now() - started < 20_000) await new Promise((settle) => setTimeout(settle, 100))
    expect(existsSync(sign)).toBe(true)
    const processes = processTree(child.pid ?? 0)
    child.kill('SIGTERM')
    expect(await leftBehind(processes)).toEqual([])
    host = await launchHost(options)
  })
})
