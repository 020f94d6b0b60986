import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { onTestFinished, vi } from 'vitest'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { createVuetify } from 'vuetify'
import * as components from 'vuetify/components'
import { ENGINE, HOST } from '../../../src-renderer/client/injection'
import type { EngineClient, Host, NativeFiles } from '../../../src-renderer/client/Host'
import { useJobsStore } from '../../../src-renderer/stores/jobs'
import { useWorkspaceStore } from '../../../src-renderer/stores/workspace'

export interface MountedPage {
  readonly page: VueWrapper
  readonly router: Router
}

/** Paths that the user of a test chooses in every dialog. */
export interface ChosenPaths {
  readonly folder?: string
  readonly savePath?: string
}

/** A page in a window without a screen, with the real engine behind it and a workspace open. */
export async function mountPage(
  component: Component,
  {
    engine,
    workspace,
    path,
    chosen = {},
    stubs = {},
  }: {
    engine: EngineClient
    workspace: string | null
    path: string
    chosen?: ChosenPaths
    /** What cannot be drawn without a screen. */
    stubs?: Record<string, Component>
  },
): Promise<MountedPage> {
  // Overlays ask for it, and happy-dom has none.
  vi.stubGlobal('visualViewport', new EventTarget())
  const names = ['studies', 'viewer', 'plan', 'propagate', 'review']
  const router = createRouter({
    history: createMemoryHistory(),
    routes: names.map((name) => ({ path: `/${name}`, name, component: { template: '<i />' } })),
  })
  await router.push(path)
  const pinia = createPinia()
  setActivePinia(pinia)
  const following = new AbortController()
  onTestFinished(() => following.abort())
  // The stream ends with an error when it is cut off, which is what the end of a test does.
  useJobsStore()
    .follow(engine, following.signal)
    .catch(() => undefined)
  const store = useWorkspaceStore()
  if (workspace !== null) {
    const listing = await engine.studies.list({ workspace })
    store.listing = listing
    store.opened = { path: workspace, name: 'test', caseCount: listing.cases.length, isReadOnly: false, reason: null }
  }
  const page = mount(component, {
    attachTo: document.body,
    global: {
      plugins: [pinia, router, createVuetify({ components })],
      provide: { [ENGINE as symbol]: engine, [HOST as symbol]: hostOf(engine, chosen) },
      stubs,
    },
  })
  onTestFinished(() => page.unmount())
  return { page, router }
}

function hostOf(
  engine: EngineClient,
  { folder = null, savePath = null }: Partial<Record<keyof ChosenPaths, string | null>>,
): Host {
  const native: NativeFiles = {
    chooseFolder: () => Promise.resolve(folder),
    chooseFiles: () => Promise.resolve(null),
    chooseSavePath: () => Promise.resolve(savePath),
    pathOf: ({ name }) => name,
  }
  return { kind: 'electron', engine, native, onEngineState: () => () => undefined, onCommand: () => () => undefined }
}

/** What is on screen with these words: a button, a tab. */
export function buttonWith(page: VueWrapper, words: string): HTMLElement | null {
  const { ownerDocument } = page.element as HTMLElement
  const all = [...ownerDocument.querySelectorAll<HTMLElement>('button, [role=tab]')]
  return all.find((each) => each.textContent?.includes(words) === true) ?? null
}

/** Waits until `find` gives something; fails with the page’s text after eight seconds, or more where a device is started first. */
export async function until<Found>(
  page: VueWrapper,
  find: () => Found | null | undefined | false,
  patienceMs = 8000,
): Promise<Found> {
  const endMs = performance.now() + patienceMs
  for (;;) {
    const found = find()
    if (found !== null && found !== undefined && found !== false) return found
    if (performance.now() > endMs) throw new Error(`It never came. The page says: ${page.text()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
