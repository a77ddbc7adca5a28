import { Center, Loader } from '@mantine/core';

/** Before anything is known: a quiet sign of life. */
export function Splash() {
  return (
    <Center mih="100dvh">
      <Loader type="dots" aria-label="Loading" />
    </Center>
  );
}
