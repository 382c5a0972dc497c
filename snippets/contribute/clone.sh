git clone https://pasteproof.example/pasteproof.git
cd pasteproof
