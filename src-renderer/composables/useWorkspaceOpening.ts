import { ref } from 'vue'
import { sampleOpenedSchema } from '../../src-main/contract/workspaces'
import { useEngine } from '../client/injection'
import { useWorkspaceStore } from '../stores/workspace'
import { jobResult } from './jobResult'
import { useNotices } from './useNotices'
import { usePathChooser } from './usePathChooser'

const LAST = 'slicewright.workspace'
const isOpening = ref(false)

/** The ways to a workspace; whatever goes wrong is said, and nothing is thrown. */
export function useWorkspaceOpening() {
  const engine = useEngine()
  const store = useWorkspaceStore()
  const { notify, notifyError } = useNotices()
  const { chooseFolder } = usePathChooser()

  async function attempt(work: () => Promise<void>): Promise<void> {
    isOpening.value = true
    try {
      await work()
    } catch (error) {
      notifyError(error)
    } finally {
      isOpening.value = false
    }
  }

  const open = (path: string, create = false) =>
    attempt(async () => {
      await store.open(engine, { path, create })
      // So that a reload of the window shows it again; the recent list is the engine's.
      sessionStorage.setItem(LAST, path)
      const reason = store.opened?.reason ?? null
      if (reason !== null) notify(`Opened for looking only. ${reason}`, { kind: 'warning' })
    })

  const openSample = () =>
    attempt(async () => {
      const { jobId } = await engine.workspaces.openSample()
      const { path } = sampleOpenedSchema.parse(await jobResult(engine, jobId))
      await open(path)
    })

  const choose = () =>
    attempt(async () => {
      const path = await chooseFolder({ title: 'Open a workspace' })
      if (path !== null) await open(path)
    })

  const make = () =>
    attempt(async () => {
      const path = await chooseFolder({ title: 'Choose or make an empty folder for the new workspace' })
      if (path !== null) await open(path, true)
    })

  /** What was open before a reload; nothing where the window is new. */
  async function reopenLast(): Promise<void> {
    const path = sessionStorage.getItem(LAST)
    if (path !== null) await open(path)
  }

  return { isOpening, open, openSample, choose, make, reopenLast }
}
