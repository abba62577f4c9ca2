"""PDF files: what pdfium sees on their pages, and what qpdf says of their state."""
