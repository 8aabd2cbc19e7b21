import './tokens.css';
import './app.css';
import { app_start } from './app';

app_start();
