make drift
