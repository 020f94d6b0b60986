import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { environmentWithoutNpm } from '../support/runCli'
import { temporaryFolder } from '../support/temporaryFolder'

const SERVER = resolve(import.meta.dirname, '../../out/main/server.js')

interface Started {
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  readonly output: () => string
  /** Waits until what it wrote matches. */
  said(pattern: RegExp): Promise<RegExpExecArray>
}

function start(args: string[], { cwd, ...environment }: Record<string, string> & { cwd?: string } = {}): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SERVER, ...args], {
    cwd: cwd ?? temporaryFolder(),
    env: { ...environmentWithoutNpm({ SLICEWRIGHT_USER_FOLDER: join(temporaryFolder(), 'user') }), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let written = ''
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (written += chunk.toString()))
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  return {
    child,
    exited,
    output: () => written,
    said: async (pattern) => {
      const deadlineMs = performance.now() + 20_000
      for (;;) {
        const found = pattern.exec(written)
        if (found !== null) return found
        if (performance.now() > deadlineMs) throw new Error(`It never said ${String(pattern)}, but:\n${written}`)
        await new Promise((settle) => setTimeout(settle, 50))
      }
    },
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A "browser" that writes down its process id and its link, and stays until it is ended. */
function fakeBrowser(): { folder: string; pidFile: string; linkFile: string } {
  const folder = temporaryFolder()
  const [pidFile, linkFile] = [join(folder, 'pid'), join(folder, 'link')]
  const script = join(folder, 'google-chrome')
  writeFileSync(script, `#!/bin/sh\necho "$1" > ${linkFile}\necho $$ > ${pidFile}\nexec sleep 60\n`)
  chmodSync(script, 0o755)
  return { folder, pidFile, linkFile }
}

async function contentOf(file: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      const text = readFileSync(file, 'utf8').trim()
      if (text !== '') return text
    } catch {
      // Not there yet.
    }
    await new Promise((settle) => setTimeout(settle, 50))
  }
  throw new Error(`${file} was never written.`)
}

it('prints one link, serves the window behind it, and ends on Ctrl-C', async () => {
  const server = start(['--no-open', '--demo'])
  const [link] = await server.said(/http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}&sample=/)
  const door = await fetch(link)
  const cookie = door.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await fetch(new URL('/', link), { headers: { cookie } })
  expect(await page.text()).toContain('<div id="app">')
  const startedMs = performance.now()
  server.child.kill('SIGINT')
  expect(await server.exited).toBe(0)
  expect(performance.now() - startedMs).toBeLessThan(3000)
})

it('opens a window of an installed browser, and ends with it', async () => {
  const browser = fakeBrowser()
  const server = start([], { DISPLAY: ':99', PATH: `${browser.folder}:${process.env['PATH'] ?? ''}` })
  expect(await contentOf(browser.linkFile)).toMatch(/^--app=http:\/\/127\.0\.0\.1:\d+\/\?token=/)
  process.kill(Number(await contentOf(browser.pidFile)))
  expect(await server.exited).toBe(0)
  expect(server.output()).not.toContain('token')
})

it('leaves no window behind on Ctrl-C', async () => {
  const browser = fakeBrowser()
  const server = start([], { DISPLAY: ':99', PATH: `${browser.folder}:${process.env['PATH'] ?? ''}` })
  const pid = Number(await contentOf(browser.pidFile))
  server.child.kill('SIGINT')
  expect(await server.exited).toBe(0)
  expect(isRunning(pid)).toBe(false)
})

it('prints the link where there is no screen', async () => {
  const browser = fakeBrowser()
  const server = start([], { DISPLAY: '', WAYLAND_DISPLAY: '', PATH: `${browser.folder}:${process.env['PATH'] ?? ''}` })
  await server.said(/Open this link, which works once: http/)
})

it.each([
  [['--root', '/no/such/folder'], 'There is no folder /no/such/folder'],
  [['--port', '70000'], 'from 0 to 65535'],
  [['--prot', '1'], "unknown option '--prot'"],
])('refuses %j with exit code 2', async (args, message) => {
  const server = start(args)
  expect(await server.exited).toBe(2)
  expect(server.output()).toContain(message)
})

it('says which port is taken', async () => {
  const first = start(['--no-open'])
  const [, port] = await first.said(/127\.0\.0\.1:(\d+)\//)
  const second = start(['--no-open', '--port', port!])
  expect(await second.exited).toBe(1)
  expect(second.output()).toContain(`port ${port!} is in use`)
})

it('takes the folder the user stands in where no root is given', async () => {
  const cwd = temporaryFolder()
  mkdirSync(join(cwd, 'below'))
  await start(['--no-open', 'below'], { cwd }).said(/workspace=[^&\s]*below/)
})
