import { mkdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { RecentWorkspace } from '../../contract/workspaces'
import { systemCodeOf } from '../../io/files/fileErrors'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'
import { isWorkspaceFolder } from '../../io/workspace/Workspace'

const MAX_REMEMBERED = 12

const fileSchema = z.array(z.object({ path: z.string(), openedAt: z.iso.datetime() }))
type Remembered = z.infer<typeof fileSchema>

/** The workspaces that were opened, latest first, in a file of the user's folder that the desktop and the server share. */
export class RecentWorkspaces {
  private readonly file: string
  /** One change at a time: each reads the file as the one before left it. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(userFolder: string) {
    this.file = join(userFolder, 'recent-workspaces.json')
  }

  async list(): Promise<RecentWorkspace[]> {
    await this.last
    return (await this.read()).map(({ path, openedAt }) => ({
      path,
      name: basename(path),
      openedAt,
      isThere: isWorkspaceFolder(path),
    }))
  }

  /** Puts a workspace first. */
  remember(path: string, openedAt: Date): Promise<void> {
    return this.change((known) =>
      [{ path, openedAt: openedAt.toISOString() }, ...known.filter((each) => each.path !== path)].slice(
        0,
        MAX_REMEMBERED,
      ),
    )
  }

  forget(path: string): Promise<void> {
    return this.change((known) => known.filter((each) => each.path !== path))
  }

  private change(how: (known: Remembered) => Remembered): Promise<void> {
    const done = this.last.then(async () => {
      const data = `${JSON.stringify(how(await this.read()), null, 2)}\n`
      await mkdir(dirname(this.file), { recursive: true })
      await writeFileAtomically({ path: this.file, data })
    })
    this.last = done.catch(() => undefined)
    return done
  }

  /** A list that cannot be understood is a lost convenience, not a reason to stop. */
  private async read(): Promise<Remembered> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.file, 'utf8')))
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError || systemCodeOf(error) === 'ENOENT') return []
      throw error
    }
  }
}
