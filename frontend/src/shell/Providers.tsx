import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import type { ReactNode } from 'react';
import { queryClient } from '../api/queryClient.ts';
import { ToastArea } from '../ui/ToastArea.tsx';
import { cssVariablesResolver, theme } from '../ui/theme.ts';

// The Content-Security-Policy lets in only styles that carry the response's nonce.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// Mantine's modals lock scrolling through a library that asks `get-nonce`.
setNonce(nonce);

export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        {children}
        <ToastArea />
      </MantineProvider>
    </QueryClientProvider>
  );
}
