import { Kbd, Modal, Table } from '@mantine/core';

const everywhere: [string[], string][] = [
  [['/'], 'Search in the list'],
  [['j', '↓'], 'Next row'],
  [['k', '↑'], 'Previous row'],
  [['Enter'], 'Open the row'],
  [['?'], 'Show these keys'],
];

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys that the application knows. */
export default function KeysDialog({ onClose, search }: { onClose: () => void; search?: boolean }) {
  const keys = search
    ? [[[isApple ? '⌘ K' : 'Ctrl K'], 'Search people, pages and actions'] as const, ...everywhere]
    : everywhere;
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size="sm">
      <Table verticalSpacing="xs" withRowBorders={false}>
        <Table.Tbody>
          {keys.map(([names, meaning]) => (
            <Table.Tr key={meaning}>
              <Table.Th scope="row" fw={400}>
                {meaning}
              </Table.Th>
              <Table.Td ta="right">
                {names.map((name) => (
                  <Kbd key={name} ml={6} style={{ whiteSpace: 'nowrap' }}>
                    {name}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
