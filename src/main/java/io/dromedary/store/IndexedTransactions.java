package io.dromedary.store;

import java.sql.SQLException;

/** Transactions whose keys come into the index when they are committed, and only then. */
final class IndexedTransactions implements GroupCommit.Transactions {
  private final GroupCommit.Transactions transactions;
  private final KeyIndex keys;

  IndexedTransactions(GroupCommit.Transactions transactions, KeyIndex keys) {
    this.transactions = transactions;
    this.keys = keys;
  }

  @Override
  public void begin() throws SQLException {
    transactions.begin();
  }

  @Override
  public void commit() throws SQLException {
    transactions.commit();
    keys.committed();
  }

  @Override
  public void rollback() throws SQLException {
    keys.rolledBack();
    transactions.rollback();
  }

  @Override
  public boolean isRefusal(SQLException failure) {
    return transactions.isRefusal(failure);
  }
}
