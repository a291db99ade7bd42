import { MessageBar, MessageBarBody, makeStyles } from '@fluentui/react-components';

// It may quote an id that is wider than a phone.
const useStyles = makeStyles({ body: { overflowWrap: 'anywhere' } });

export function Success({ text }: { readonly text: string }) {
  const styles = useStyles();
  return (
    <MessageBar intent="success" layout="multiline" role="status">
      <MessageBarBody className={styles.body}>{text}</MessageBarBody>
    </MessageBar>
  );
}
