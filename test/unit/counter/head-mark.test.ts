import 'fake-indexeddb/auto'
import { expect, it, vi } from 'vitest'
import { headKeeper } from '../../../utils/counter/index.ts'
import { draft, open } from '../store/open.ts'

it('keeps the log’s head outside the database soon after it has grown, once for each size', async () => {
  const kept: string[] = []
  const store = await open()
  const keeper = headKeeper(store, async (mark) => void kept.push(mark), 1)
  const asked = async (): Promise<void> => {
    keeper.soon()
    keeper.soon()
    await new Promise((next) => setTimeout(next, 30))
  }
  await asked()
  expect(kept).toEqual([])
  await store.log.append([draft(), draft()])
  await asked()
  await vi.waitFor(() => expect(kept).toHaveLength(1))
  await asked()
  const { checkpoint, vkey } = await store.log.head()
  expect(kept.map((mark) => JSON.parse(mark))).toEqual([{ size: 2, checkpoint, vkey }])
  store.close()
})
