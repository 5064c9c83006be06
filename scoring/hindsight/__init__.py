"""What the outcomes of closed leads say about rules: backtest, win analysis, suggested rules."""
