"""The figures and tables of each chapter, with the words that go with them: analysis in, published exhibits out."""
