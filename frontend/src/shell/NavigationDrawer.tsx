import { Drawer } from '@mantine/core';
import { Brand } from '../ui/Brand.tsx';
import { type NavigationItem, NavigationList } from './NavigationList.tsx';

type Props = { name: string; note?: string; navigation: readonly NavigationItem[]; onClose: () => void };

/** The navigation on a narrow screen. */
export default function NavigationDrawer({ name, note, navigation, onClose }: Props) {
  return (
    <Drawer
      opened
      onClose={onClose}
      size={290}
      title={<Brand name={name} note={note} />}
      closeButtonProps={{ 'aria-label': 'Close the navigation' }}
    >
      <NavigationList items={navigation} />
    </Drawer>
  );
}
