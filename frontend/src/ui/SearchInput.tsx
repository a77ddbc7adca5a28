/** A search field that reports what was typed after a short pause. `/` anywhere on the page focuses it. */
import { CloseButton, Kbd, Loader, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEventHandler, useEffect, useRef, useState } from 'react';

type Props = {
  label: string;
  placeholder?: string;
  value: string;
  onSearch: (text: string) => void;
  busy?: boolean;
  onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
};

export function SearchInput({ label, placeholder = label, value, onSearch, busy, onKeyDown }: Props) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const reported = useRef(value);
  const report = useDebouncedCallback((typed: string) => {
    reported.current = typed.trim();
    onSearch(typed.trim());
  }, 200);

  // The value changed elsewhere, by the back button or a “clear” link: show it.
  useEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    setText(value);
  }, [value]);

  const select = () => input.current?.select();
  // On some keyboards the slash needs Shift.
  useHotkeys([
    ['/', select],
    ['shift+/', select],
  ]);

  const type = (typed: string) => {
    setText(typed);
    report(typed);
  };
  const clear = () => {
    type('');
    input.current?.focus();
  };

  return (
    <TextInput
      ref={input}
      type="text"
      role="searchbox"
      enterKeyHint="search"
      autoComplete="off"
      spellCheck={false}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      maxLength={200}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      leftSection={busy ? <Loader size={14} /> : <IconSearch size={16} />}
      rightSection={
        text ? <CloseButton size="sm" aria-label="Clear the search" onClick={clear} /> : <Kbd visibleFrom="sm">/</Kbd>
      }
    />
  );
}
