import { resolve } from 'node:path'
import { openWorkspace, type Workspace } from '../../io/workspace/Workspace'

/**
 * One open writer for each workspace, shared by everything this engine does in it: a running grid and a review click must not
 * lock each other out. Other programs are kept out as long as anybody here works in it.
 */
export class WorkspacePool {
  private readonly writers = new Map<string, { readonly workspace: Workspace; userCount: number }>()

  /**
   * Calls `work` with the workspace open for reading, or for writing; a writer of this engine serves readers too.
   * @throws SlicewrightError as `openWorkspace`; whatever `work` throws
   */
  async use<Result>(
    { path, mode, create = false }: { path: string; mode: 'read' | 'write'; create?: boolean },
    work: (workspace: Workspace) => Result | Promise<Result>,
  ): Promise<Result> {
    const folder = resolve(path)
    const shared = this.writers.get(folder)
    if (shared === undefined && mode === 'read') {
      const workspace = openWorkspace({ path: folder, mode })
      try {
        return await work(workspace)
      } finally {
        workspace.close()
      }
    }
    const writer = shared ?? { workspace: openWorkspace({ path: folder, mode: 'write', create }), userCount: 0 }
    this.writers.set(folder, writer)
    writer.userCount++
    try {
      return await work(writer.workspace)
    } finally {
      if (--writer.userCount === 0) {
        this.writers.delete(folder)
        writer.workspace.close()
      }
    }
  }
}
