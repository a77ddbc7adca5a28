/** Moves through the rows of a list by keyboard: `j` and `k`, or the arrow keys once a row has the focus. */
import { useHotkeys } from '@mantine/hooks';
import { type KeyboardEvent, type RefObject, useRef } from 'react';

type RowKeys<List extends HTMLElement> = {
  list: RefObject<List | null>;
  /** For the search field: the arrow key leads into the list. */
  onSearchKeyDown: (event: KeyboardEvent) => void;
  onListKeyDown: (event: KeyboardEvent) => void;
};

/** Each row carries one link with `data-row`; Enter follows it, as links do. */
export function useRowKeys<List extends HTMLElement>(): RowKeys<List> {
  const list = useRef<List>(null);

  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const current = rows.indexOf(document.activeElement as HTMLElement);
    const next = rows[current === -1 ? (step === 1 ? 0 : rows.length - 1) : current + step];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };

  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
  ]);

  const onArrow = (event: KeyboardEvent, keys: Record<string, 1 | -1>) => {
    const step = keys[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(step);
  };

  return {
    list,
    onSearchKeyDown: (event) => onArrow(event, { ArrowDown: 1 }),
    onListKeyDown: (event) => onArrow(event, { ArrowDown: 1, ArrowUp: -1 }),
  };
}
