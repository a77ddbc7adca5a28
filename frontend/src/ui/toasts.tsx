/** The code behind `ToastArea`, loaded with the first message. */
import { Notifications, notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';

export function showToast(message: string): void {
  notifications.show({ message, withBorder: true, autoClose: 5000, withCloseButton: true });
}

export default function Toasts() {
  return <Notifications position="bottom-right" limit={3} />;
}
